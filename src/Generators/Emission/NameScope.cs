using System.Globalization;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The names taken in one scope of C#; a name that is taken gets a number.</summary>
internal sealed class NameScope
{
    /// <summary>What generated code reaches from outside of its class: a member of that name would hide it.</summary>
    public static IReadOnlyList<string> Used { get; } =
    [
        "Axis", "BallInBox", "Bodies", "Bound", "BoundKind", "Bootstrap", "BoxSet", "BoxSpace", "Classification", "Collection", "Column", "Contrast", "Csv", "Device", "DiscreteSpace", "DualAscent", "Elementwise", "Enumerable", "Evaluation", "Experiment", "FlatParameters",
        "Func", "Hyperparameter", "ICheckpointed", "IReadOnlyList", "IRows", "Idx", "ImmutableArray", "Initial", "L1Ball", "L2Ball", "LInfinityBall", "Limits", "Linear", "Math", "Measure", "Minibatches", "Npz",
        "Offline", "Optimizers", "ParameterLayout", "Plot", "PlotKind", "PolyakAverage", "Projections", "Protocol", "RandomStream", "Reduction", "Replay", "Rollout", "RowStatistics", "Rows", "ScalarType", "Schedule", "Semidefinite", "Session", "Spec", "Splits", "StateReader",
        "StateWriter", "Statistic", "Structure", "Table", "Tensor", "TensorEnvironment", "TorchSharp", "Training", "TrainingRun", "Unit", "UnreachableException", "torch",
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "EqualityContract", "PrintMembers", "Deconstruct",
    ];

    private static readonly HashSet<string> _usedByLocals = new(Used, StringComparer.Ordinal);

    private readonly Func<string, string> _style;
    private readonly HashSet<string> _taken;

    private NameScope(Func<string, string> style, IEnumerable<string> taken) => (_style, _taken) = (style, new HashSet<string>(taken, StringComparer.Ordinal));

    /// <summary>Members of a type, in Pascal case.</summary>
    public static NameScope OfMembers(IEnumerable<string> reserved) => new(CSharpName.Pascal, Used.Concat(reserved));

    /// <summary>Locals and parameters of a method, in camel case; they hide no member of any class.</summary>
    public static NameScope OfLocals() => new(Local, []);

    /// <summary>The spec's name in the style of the scope, made unique.</summary>
    public string Take(string name)
    {
        var wanted = _style(name);
        var free = wanted;
        var joint = char.IsDigit(wanted[wanted.Length - 1]) ? "_" : "";
        for (var number = 2; (_style == Local && _usedByLocals.Contains(free)) || !_taken.Add(free); number++)
            free = wanted + joint + number.ToString(CultureInfo.InvariantCulture);
        return free;
    }

    /// <summary>Gives back a name that was taken.</summary>
    public void Release(string name) => _taken.Remove(name);

    /// <summary>A name that has no small first letter would look the same as a member's.</summary>
    private static string Local(string name)
    {
        var camel = CSharpName.Camel(name);
        return camel[0] == '@' || char.ToUpperInvariant(camel[0]) != camel[0] ? camel : "_" + camel;
    }
}
