let a = f x y
let b = f(x)
let d = f (x).y
let e = f(x).y
let g = f x.y.z
let h = f
          x
          y
let i = f (x, y) z
let j = f () (-1)
let k = f -1
let l = f -x y
let m = x.y.[0].z
