using System.CommandLine;
using System.CommandLine.Parsing;
using MLSpec.Runtime.Hosting.Launch;

namespace MLSpec.Runtime.Hosting;

/// <summary>The options that every experiment has.</summary>
internal sealed class RunOptions(string experiment)
{
    /// <summary>The names that parameters cannot take.</summary>
    public static IReadOnlyList<string> Reserved { get; } =
        [.. new RunOptions("").All.Select(option => option.Name), "--help", "--version"];

    public Option<long> Seed { get; } = new("--seed")
    {
        Description = "Added to the seed of every replicate (default 0)",
        HelpName = "N",
        CustomParser = result => Integer(result),
    };

    public Option<string> Out { get; } = new("--out")
    {
        Description = "The folder of finished cells, trained models and results",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("runs", experiment),
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

    public Option<string[]> Only { get; } = new("--only")
    {
        Description = "One protocol alone, or the cells of some values: AXIS=VALUE,AXIS=VALUE. May be repeated",
        HelpName = "PROTOCOL",
        DefaultValueFactory = _ => [],
    };

    public Option<bool> TensorBoard { get; } = new("--tensorboard") { Description = "Write the training curves for TensorBoard too", Arity = ArgumentArity.Zero };

    public Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Say what would be measured and why, and do nothing",
        Arity = ArgumentArity.Zero,
    };

    public Option<bool> Relock { get; } = new("--relock")
    {
        Description = "Write the spec's lock anew where it does not hold any more",
        Arity = ArgumentArity.Zero,
    };

    public Option<bool> KeepGoing { get; } = new("--keep-going")
    {
        Description = "Measure the other cells where one cannot be measured",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Where cells are measured.</summary>
    public LaunchOptions Launch { get; } = new();

    /// <summary>The work order that this process works on for another one.</summary>
    public Option<string?> Worker { get; } = new("--worker") { Hidden = true };

    public IEnumerable<Option> All => [Seed, Out, Device, Threads, Data, Set, Quick, Only, DryRun, Relock, KeepGoing, TensorBoard, .. Launch.All, Worker];

    private static int Integer(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!Hyperparameter.TryInteger(text, out var value)) result.AddError($"{result.Argument.Name} {text}: expected a whole number");
        return value;
    }
}
