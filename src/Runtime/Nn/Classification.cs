using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Logits[..., classes] against labels[...], int64; what leads broadcasts.</summary>
public static class Classification
{
    /// <summary>1 where the largest logit (the first among equals) is the label's, else 0: float[...].</summary>
    public static Tensor Correct(Tensor logits, Tensor label)
    {
        using var best = logits.argmax(-1);
        using var equal = best.eq(label);
        return equal.to(ScalarType.Float32);
    }

    /// <summary>The label's logit: float[...].</summary>
    public static Tensor LogitOf(Tensor logits, Tensor label)
    {
        if (logits.dim() != label.dim() + 1 || !logits.shape.AsSpan()[..^1].SequenceEqual(label.shape))
            return Broadcast(logits, label);
        using var index = label.unsqueeze(-1);
        using var picked = logits.gather(-1, index);
        return picked.squeeze(-1);
    }

    private static Tensor Broadcast(Tensor logits, Tensor label)
    {
        using var scope = NewDisposeScope();
        var all = broadcast_tensors(logits, label.unsqueeze(-1));
        return all[0].gather(-1, all[1].narrow(-1, 0, 1)).squeeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>-log softmax(logits)[label]: float[...].</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor label)
    {
        using var logarithms = nn.functional.log_softmax(logits, -1);
        return LogitOf(logarithms, label).neg_();
    }

    /// <summary>1 at the label, 0 elsewhere: float[..., classes].</summary>
    public static Tensor OneHot(Tensor label, long classes)
    {
        using var hot = nn.functional.one_hot(label, classes);
        return hot.to(ScalarType.Float32);
    }
}
