let a = [1; 2; 3]
let b =
    [ 1
      2
      3 ]
let c = [
    1
    2
]
let d = [ 1; 2
          3 ]
let e = [ f x
          g y; h ]
let g = [ 1
          -2 ]
let h = [ 1
          - 2 ]
let i = []
let j = foo [
    1
    2 ]
