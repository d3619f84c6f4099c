using MLSpec.Dsl.Types;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Dsl.Binding;

/// <summary>The types that the language itself speaks of; everything else is declared in the prelude.</summary>
internal static class LanguageTypes
{
    public const string Data = "data";
    public const string Rows = "rows";
    public const string Set = "set";
    public const string Distribution = "dist";
    public const string Environment = "env";
    public const string Train = "train";

    /// <summary>The constructors with their numbers of arguments.</summary>
    private static readonly (string Name, int Arguments)[] _constructors =
    [
        (Data, 1), (Rows, 1), (Set, 1), (Distribution, 1), (Environment, 3), ("optimiser", 0), ("method", 0), ("norm", 0), ("projection", 0),
        ("training", 0), ("statistic", 0), ("contrast", 0), ("plot", 0),
    ];

    public static IReadOnlyList<string> Splits { get; } = [Train, "valid", "test"];

    public static AppliedType Optimiser { get; } = Nullary("optimiser");

    public static AppliedType Method { get; } = Nullary("method");

    public static AppliedType Projection { get; } = Nullary("projection");

    public static AppliedType Training { get; } = Nullary("training");

    public static AppliedType Statistic { get; } = Nullary("statistic");

    /// <summary>What compares two selections of one measure.</summary>
    public static AppliedType Contrast { get; } = Nullary("contrast");

    public static AppliedType Plot { get; } = Nullary("plot");

    public static Unit Step { get; } = Unit.Of("step");

    public static Unit Epoch { get; } = Unit.Of("epoch");

    public static Unit Sample { get; } = Unit.Of("sample");

    public static Unit EnvStep { get; } = Unit.Of("envstep");

    /// <summary>The clocks that a training with a batch converts into each other.</summary>
    public static IReadOnlyList<Unit> Clocks { get; } = [Step, Epoch, Sample];

    public static AppliedType RowsOf(Type row) => new(Rows, new[] { row }.ToEquatableList());

    public static AppliedType EnvironmentOf(Type state, Type seen, Type action) =>
        new(Environment, new[] { state, seen, action }.ToEquatableList());

    public static AppliedType DataOf(Type row) => new(Data, new[] { row }.ToEquatableList());

    public static bool IsDomain(AppliedType type) => type.Constructor is Data or Rows or Set or Distribution;

    /// <summary>The number of arguments of a constructor, or null where there is none of that name.</summary>
    public static int? Arity(string name) => _constructors.Where(c => c.Name == name).Select(c => (int?)c.Arguments).FirstOrDefault();

    public static IEnumerable<string> Names { get; } = ["float", "int", "bool", "text", "unit", "class", "dim", .. _constructors
        .Select(c => c.Name)];

    private static AppliedType Nullary(string name) => new(name, EquatableList<Type>.Empty);
}
