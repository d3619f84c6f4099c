using MLSpec.Cli;

return Tool.Run(args, Terminal.OfProcess());
