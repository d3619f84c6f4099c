let f =
let g = 2
