let f x =
x
