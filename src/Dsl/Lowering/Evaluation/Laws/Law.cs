using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Evaluation;

/// <summary>A probability distribution that is no data set, and what can be asked of it.</summary>
internal abstract record Law
{
    /// <summary>What it is, for messages: <c>a normal law</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether its atoms are all of it, so that expectations are exact; otherwise they are a sample.</summary>
    public abstract bool IsFinite { get; }

    /// <summary>The mean, where the law has one that needs no sample.</summary>
    public virtual Node? Mean => null;

    /// <summary>What tells the law from others of its kind: numbers and tensors, labels among them.</summary>
    public abstract IEnumerable<Node> Parameters(Evaluator evaluator);

    /// <summary>One draw for each item along the axes, and along those of the law's own parameters; derivatives flow through it where they can.</summary>
    /// <param name="name">What the spec calls the point.</param>
    public abstract Value Draw(Evaluator evaluator, string name, IEnumerable<Axis> axes);

    /// <summary>The points of a finite law, or a number of draws, along an axis of their own.</summary>
    /// <param name="name">What the binder calls a point.</param>
    public virtual Atoms Atoms(Evaluator evaluator, string name, Extent? draws)
    {
        var axis = new Axis(AxisKind.Sample, evaluator.Session.Unique(name), draws ?? new FixedExtent(1));
        return new Atoms(Draw(evaluator, name, evaluator.OpenAxes.Append(axis)), axis, null);
    }

    /// <summary>The expectation of a function where it comes down to those over other laws; null where it is one over atoms.</summary>
    /// <param name="expect">The expectation over another law.</param>
    public virtual Value? Expectation(Evaluator evaluator, Func<Law, Func<Value, Value>, Value> expect, Func<Value, Value> body) => null;

    /// <summary>The logarithm of the density at a point, or of the probability of a label, in nats: a number. Null where there is none.</summary>
    public virtual Node? LogDensity(Evaluator evaluator, Value point) => null;

    /// <summary>The point that stands for the law where one has to; null where none does.</summary>
    public virtual Value? MostLikely(Evaluator evaluator) => null;

    /// <summary>-E log p in closed form, in nats; null where there is none.</summary>
    public virtual Node? Entropy(Evaluator evaluator) => null;

    /// <summary>KL(this || other) in closed form, in nats; null where there is none.</summary>
    public virtual Node? Divergence(Evaluator evaluator, Law other) => null;
}

/// <summary>Points along an axis.</summary>
/// <param name="Weights">Their probabilities along the axis; null where all are equally likely.</param>
internal sealed record Atoms(Value Item, Axis Axis, Node? Weights);

/// <summary>Laws of one kind along an axis, one for each item of a tensor or member of an ensemble.</summary>
internal sealed record LawsValue(Law Law, Axis Axis) : Value
{
    public override string Kind => $"a list of laws, each {Law.Kind}";
}

/// <summary>A law as a value.</summary>
internal sealed record LawValue(Law Law) : Value
{
    public override string Kind => Law.Kind;
}
