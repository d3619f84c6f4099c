let a = map (fun x -> x + 1) xs
let b = xs |> map (fun x ->
    x + 1)
let c =
    xs
    |> map (fun x ->
        let y = x
        y + 1)
    |> sum_of
let d = fun x ->
    x + 1
let e = foo (fun x ->
            x) 2
