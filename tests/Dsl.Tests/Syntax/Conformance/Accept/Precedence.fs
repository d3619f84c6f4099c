let a = x + y |> f
let b = x = y |> f
let c = f >> g |> h
let d = 2 ** 3 ** 4
let e = -x ** y
let g = a && b || c && d = e
let h = a - b - c * d / e % f
let i = -f x
let j = - f x + 1
let k = x < y && y <= z || x <> z
let l = a + fun x -> x + 1
let m = a && if b then c else d
