let f x =
    let c = x
    - c
let g x =
    let c = x
    -c + 1
