let f x =
    let y = x
let g = 1
