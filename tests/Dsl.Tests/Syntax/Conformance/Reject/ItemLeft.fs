let f =
    let a =
        1
       2
    a
