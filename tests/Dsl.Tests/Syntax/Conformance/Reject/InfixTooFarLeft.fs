let a =
         x
  |> f
