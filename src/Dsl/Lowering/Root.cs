using System.Collections.Immutable;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering.Evaluation;
using MLSpec.Dsl.Types;

namespace MLSpec.Dsl.Lowering;

/// <summary>One thing to be lowered by itself: it has a graph, names and findings of its own, so that it comes out the same whatever stands beside it.</summary>
internal sealed class Root
{
    private readonly Func<BoundTrain, LoweredTraining?> _trainings;
    private readonly Dictionary<BoundTrain, LoweredTraining?> _asked = new(ByReference.Comparer);

    public Root(Session session, Func<BoundTrain, LoweredTraining?> trainings) =>
        (Session, Reporter, _trainings) = (session, new Reporter(session.Path), trainings);

    public Session Session { get; }

    public Reporter Reporter { get; }

    /// <summary>The trainings of the module that this root has asked for.</summary>
    public ImmutableArray<(BoundTrain Training, LoweredTraining? Lowered)> Asked => _asked.Select(a => (a.Key, a.Value)).ToImmutableArray();

    /// <summary>A training without parameters, which is a root of its own; null where it was refused.</summary>
    public LoweredTraining? Training(BoundTrain training) => _asked[training] = _trainings(training);
}
