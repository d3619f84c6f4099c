let a = 1, 2
let b = (1, 2), 3
let c = f (1, 2)
let d =
    1,
    2
let e = f (fun x -> x, 1)
let g =
    (1,
     2)
let h = if a then b else c, d
