using static TorchSharp.torch;

namespace MLSpec.Runtime.Nn;

/// <summary>Logits[..., classes] against labels[...], int64; labels may lack the first dimensions, such as that of an ensemble's members.</summary>
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
        using var repeated = label.dim() == logits.dim() - 1 ? null : label.expand(logits.shape[..^1]);
        using var index = (repeated ?? label).unsqueeze(-1);
        using var picked = logits.gather(-1, index);
        return picked.squeeze(-1);
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
