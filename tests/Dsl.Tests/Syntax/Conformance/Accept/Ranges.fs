let a = [1..3]
let b = [0.5 .. 0.25 .. 2.0]
let c = [f x .. g y]
let d = [for x in xs -> x * 2]
let e =
    [ for x in xs ->
        x * 2 ]
let f = xs.[0]
let g = xs.[1..2]
