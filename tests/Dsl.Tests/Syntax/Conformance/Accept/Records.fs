let a = { x = 1; y = 2.5 }
let b =
    { x = 1
      y = f 2
      z = "t" }
let c = id {
    x = 1
    y = 2
}
let d = { r with x = 1; y = 2 }
let e =
    { x =
        1
      y = fun a ->
          a + 1 }
let f = { p = 1, 2 }
