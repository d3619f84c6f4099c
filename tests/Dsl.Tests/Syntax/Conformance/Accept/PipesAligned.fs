let a =
    xs
    |> map f
    |> filter (fun x -> x > 1)
let b =
    xs
        |> map f
