let f x =
    let a = x
    let g y =
        let z = y
        z * a
    let (b, c) = (1, 2)
    let d, e = b, c
    g a + b + c + d + e
