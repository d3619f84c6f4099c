using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>
/// What lowering made of each declaration of a module, for the next edit of the module. A declaration is known by identity: binding makes a new one
/// where anything changes that it depends on.
/// </summary>
public sealed class LoweringMemo
{
    internal static LoweringMemo Empty { get; } = new(new Dictionary<object, List<Entry>>(ByReference.Comparer));

    private readonly IReadOnlyDictionary<object, List<Entry>> _entries;

    internal LoweringMemo(IReadOnlyDictionary<object, List<Entry>> entries) => _entries = entries;

    internal Entry? Find(string role, IReadOnlyList<BoundDeclaration> declarations) =>
        declarations.Count > 0 && _entries.TryGetValue(declarations[0], out var entries)
            ? entries.FirstOrDefault(e => e.Role == role && ((IEnumerable<object>)e.Declarations).SequenceEqual(declarations, ByReference.Comparer))
            : null;

    /// <param name="Role">What was made: a constant or a function of the same <c>let</c>.</param>
    /// <param name="Result">Null where lowering was refused, or has nothing to make.</param>
    /// <param name="Names">Whether a name was free, for each that was asked for.</param>
    /// <param name="Trainings">The trainings of the module that were asked for.</param>
    internal sealed record Entry(
        string Role,
        IReadOnlyList<BoundDeclaration> Declarations,
        object? Result,
        ImmutableArray<Diagnostic> Diagnostics,
        ImmutableArray<(string Name, bool IsFree)> Names,
        ImmutableArray<(BoundTrain Training, LoweredTraining? Lowered)> Trainings);
}
