let f = [1; 2
let g = 3
