using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLSpec.Runtime.Hosting;

/// <summary>The options that every experiment has.</summary>
internal sealed class RunOptions(string experiment)
{
    /// <summary>The names that parameters cannot take.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
        ["--seed", "--out", "--resume", "--device", "--threads", "--data", "--set", "--quick", "--only", "--tensorboard", "--help", "--version"];

    public Option<long> Seed { get; } = new("--seed")
    {
        Description = "Added to the seed of every replicate (default 0)",
        HelpName = "N",
        CustomParser = result => Integer(result),
    };

    public Option<string> Out { get; } = new("--out")
    {
        Description = "The folder of this run",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("runs", experiment),
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Go on with an interrupted run, to the same numbers",
        Arity = ArgumentArity.Zero,
    };

    public Option<string> Device { get; } = new("--device")
    {
        Description = "cpu, cuda or cuda:N",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => "cpu",
    };

    public Option<int?> Threads { get; } = new("--threads")
    {
        Description = "Threads of tensor operations (default: as many as the process may use)",
        HelpName = "N",
        CustomParser = result => Integer(result),
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder with the data files (default: beside the spec)",
        HelpName = "DIR",
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Replaces a budget: train.NAME.steps=N. May be repeated",
        HelpName = "PATH=VALUE",
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Quick { get; } = new("--quick")
    {
        Description = "A tenth of every budget that --set does not replace, for a first look",
        Arity = ArgumentArity.Zero,
    };

    public Option<string?> Only { get; } = new("--only") { Description = "Run one protocol alone", HelpName = "PROTOCOL" };

    public Option<bool> TensorBoard { get; } = new("--tensorboard") { Description = "Write the training curves for TensorBoard too", Arity = ArgumentArity.Zero };

    public IEnumerable<Option> All => [Seed, Out, Resume, Device, Threads, Data, Set, Quick, Only, TensorBoard];

    private static int Integer(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Hyperparameter.TryInteger(text, out var value)) result.AddError($"{result.Argument.Name} {text}: expected a whole number");
        return value;
    }
}
