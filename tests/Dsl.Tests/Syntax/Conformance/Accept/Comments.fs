// a line
let a =
    1 (* inside (* nested "*)" *) *) // behind
    + 2
(* before
   a *) 
let b =
    // alone
    1
        // deeper
  // shallower
    |> f
