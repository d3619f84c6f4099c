let f = 1
 let g = 2
