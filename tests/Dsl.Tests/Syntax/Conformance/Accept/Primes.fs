let x' = 1
let f' (x' : 'a) y'' = g x' y''
let ``quoted name`` = x'
