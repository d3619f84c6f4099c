using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MLSpec.Runtime.Hosting.Launch;

/// <summary>Where cells are measured: in this process, in several of this machine, or by the tasks of a cluster.</summary>
/// <param name="Kind">Null for this process.</param>
/// <param name="MaxParallel">How many processes; null for as many as there are cores, or cells.</param>
/// <param name="Slurm">What is asked of Slurm.</param>
internal sealed record Launching(LauncherKind? Kind, int? MaxParallel, SlurmRequest Slurm)
{
    /// <summary>In this process.</summary>
    public static Launching Here { get; } = new(null, null, new SlurmRequest());
}

/// <summary>What starts processes.</summary>
internal enum LauncherKind
{
    Local,
    Slurm,
}

/// <summary>What is asked of Slurm for each task; null for what the cluster gives by itself.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Gpus">GPUs a task.</param>
/// <param name="Time">The time limit, in one of Slurm's formats.</param>
/// <param name="Memory">Memory a task, with Slurm's units.</param>
/// <param name="ArrayLimit">How many tasks run at once at most.</param>
/// <param name="Image">The container image that Apptainer runs the tasks in.</param>
internal sealed record SlurmRequest(
    string? Partition = null, int? Gpus = null, string? Time = null, string? Memory = null, int? ArrayLimit = null, string? Image = null);

/// <summary>The options that say where cells are measured.</summary>
internal sealed class LaunchOptions
{
    private static readonly string[] _launchers = ["local", "slurm"];

    private readonly Option<string?> _launcher = new("--launcher")
    {
        Description = "Where cells are measured: local, in processes of this machine, or slurm, in an array of tasks (default: in this process)",
        HelpName = "local|slurm",
    };

    private readonly Option<int?> _maxParallel = Count("--max-parallel", "Measure cells in so many processes or tasks (default 1; with --launcher: one a core, or a cell)");
    private readonly Option<string?> _partition = new("--partition") { Description = "Slurm: the partition", HelpName = "NAME" };
    private readonly Option<int?> _gpus = Count("--gpus", "Slurm: GPUs a task");
    private readonly Option<string?> _time = new("--time") { Description = "Slurm: the time limit of a task, after which it goes on in a new one", HelpName = "[D-]HH:MM:SS" };
    private readonly Option<string?> _memory = new("--mem") { Description = "Slurm: the memory of a task", HelpName = "SIZE" };
    private readonly Option<int?> _arrayLimit = Count("--array-limit", "Slurm: tasks at once at most");
    private readonly Option<string?> _image = new("--image") { Description = "Slurm: the container image that Apptainer runs tasks in", HelpName = "FILE" };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_launcher, _maxParallel, _partition, _gpus, _time, _memory, _arrayLimit, _image];

    /// <summary>What they say.</summary>
    /// <exception cref="UserError">A value is none of its option's, or an option is about another launcher.</exception>
    public Launching Read(ParseResult parsed)
    {
        var (launcher, parallel) = (parsed.GetValue(_launcher), AtLeastOne(parsed, _maxParallel));
        if (launcher is not null && !_launchers.Contains(launcher))
            throw new UserError($"--launcher {launcher}: expected one of {string.Join(", ", _launchers)}.{Nearest.Hint(launcher, _launchers)}".TrimEnd('.'));
        var kind = launcher switch
        {
            "slurm" => LauncherKind.Slurm,
            "local" => LauncherKind.Local,
            _ => parallel > 1 ? LauncherKind.Local : (LauncherKind?)null,
        };
        if (kind != LauncherKind.Slurm && new Option[] { _partition, _gpus, _time, _memory, _arrayLimit, _image }.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } other)
            throw new UserError($"{other.Name} is about Slurm; give --launcher slurm as well");
        return new Launching(kind, parallel, new SlurmRequest(
            parsed.GetValue(_partition), AtLeastOne(parsed, _gpus), parsed.GetValue(_time), parsed.GetValue(_memory), AtLeastOne(parsed, _arrayLimit), parsed.GetValue(_image)));
    }

    private static Option<int?> Count(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Hyperparameter.TryInteger(result.Tokens[0].Value, out var value) ? value : Wrong(result),
    };

    private static int? Wrong(ArgumentResult result)
    {
        result.AddError($"{result.Argument.Name} {result.Tokens[0].Value}: expected a whole number");
        return null;
    }

    private static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is < 1 and { } count
        ? throw new UserError($"{option.Name} {count.ToString(CultureInfo.InvariantCulture)}: expected a whole number, at least 1")
        : parsed.GetValue(option);
}
