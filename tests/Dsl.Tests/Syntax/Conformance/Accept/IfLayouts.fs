let a = if x then 1 else 2
let b =
    if x then
        1
    else
        2
let c =
    if x
    then 1
    else 2
let e =
    if x then
        1
    else if y then
        2
    else
        3
let f = if x then
            1
        else
            2
let g =
    if x then (1)
    else (2)
