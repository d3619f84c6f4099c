let f a = fun b ->
    if a then
        xs |> map (fun x ->
            let y = x
            if y then
                [ y
                  b ]
            else [])
    else
        []
