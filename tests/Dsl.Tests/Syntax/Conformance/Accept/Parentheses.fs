let a = (
    1 + 2
)
let b = (1 +
         2) * 3
let c = f (g
             x)
let d =
    f (
        1,
        2
    ) 3
let e = (let x = 1
         x + 1)
