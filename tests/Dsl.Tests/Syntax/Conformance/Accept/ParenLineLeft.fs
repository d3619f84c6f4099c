let c = f (x,
   y)
