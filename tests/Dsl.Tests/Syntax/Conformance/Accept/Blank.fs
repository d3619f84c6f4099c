let a =

    let b = 1


    b + 1

let c = 2
