let a =
      x
   |> f
    + y
let b = x
      + y
let c =   x
        + y
       |> f
