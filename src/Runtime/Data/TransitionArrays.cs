using static TorchSharp.torch;

namespace MLSpec.Runtime.Data;

/// <summary>The checked arrays of logged transitions, as tensors. Every error names the array and, where it has one, the row.</summary>
internal sealed class TransitionArrays(string path, IArraySource source)
{
    public bool Has(string name) => source.Names.Contains(name);

    /// <summary>float[n, ...], all finite.</summary>
    public Tensor Numbers(string name, long? count = null)
    {
        var array = Array(name, count);
        return Tensor(name, array, Column.Float(name, array.Shape.AsSpan(1)));
    }

    /// <summary>float[n, ...] of floating-point numbers, int64[n, ...] of whole ones.</summary>
    public Tensor Values(string name, long count)
    {
        var array = Array(name, count);
        var isFloat = array.Type is ElementType.Float16 or ElementType.Float32 or ElementType.Float64;
        return Tensor(name, array, isFloat ? Column.Float(name, array.Shape.AsSpan(1)) : Column.Integer(name, array.Shape.AsSpan(1)));
    }

    /// <summary>float[n] from [n] or [n, 1].</summary>
    public Tensor Scalars(string name, long count) => Tensor(name, Array(name, count), Column.Float(name));

    /// <summary>bool[n] from any type, where every element is 0 or 1.</summary>
    public Tensor Flags(string name, long count)
    {
        var flags = Tensor(name, Array(name, count), Column.Float(name));
        var others = flags.ne(0).logical_and(flags.ne(1)).nonzero();
        if (others.size(0) == 0)
            return flags.to(ScalarType.Bool);
        var row = others[0, 0].item<long>();
        throw new UserError($"{path}, array '{name}', row {row}: {Require.Text(flags[row].item<float>())} is neither 0 nor 1.");
    }

    public static void RequireSameShape(string path, LoggedTransitions rows)
    {
        if (!rows.Observations.shape.AsSpan().SequenceEqual(rows.Next.shape))
            throw new UserError($"{path}: 'observations' have the shape [{string.Join(", ", rows.Observations.shape)}], "
                + $"but 'next_observations' [{string.Join(", ", rows.Next.shape)}].");
    }

    /// <summary>After a terminal row the next may not go on from where it ended.</summary>
    public static void RequireEnds(string path, LoggedTransitions rows)
    {
        if (rows.Count < 2)
            return;
        using var scope = NewDisposeScope();
        var count = rows.Count;
        var goesOn = rows.Next.narrow(0, 0, count - 1).eq(rows.Observations.narrow(0, 1, count - 1)).reshape(count - 1, -1).all(1);
        var stays = rows.Next.eq(rows.Observations).reshape(count, -1).all(1).narrow(0, 0, count - 1);
        var wrong = rows.Terminals.narrow(0, 0, count - 1).logical_and(goesOn).logical_and(stays.logical_not()).nonzero();
        if (wrong.size(0) > 0)
            throw new UserError($"{path}, array 'terminals', row {wrong[0, 0].item<long>()} says that the episode stopped, "
                + "but the next row goes on from where it ended. "
                + "A flag that marks something else (a goal reached, a time limit) does not belong into 'terminals'.");
    }

    private Tensor Tensor(string name, RawArray array, Column column) =>
        array.ToColumn(Source(name), column).ToTensor(checked((int)array.Shape[0]));

    private RawArray Array(string name, long? count)
    {
        if (!Has(name))
            throw new UserError($"{path} has no array '{name}'.{Nearest.Hint(name, source.Names)} The arrays are "
                + $"{(source.Names.Count > 0 ? string.Join(", ", source.Names) : "none")}.");
        var array = source.Read(name);
        if (array.Shape.Length == 0)
            throw new UserError($"{Source(name)} is a single number, not one per row.");
        if (array.Shape[0] == 0)
            throw new UserError($"{Source(name)} has no rows.");
        return count is null || array.Shape[0] == count
            ? array
            : throw new UserError($"{Source(name)} has {array.Shape[0]} rows, but 'observations' has {count}.");
    }

    private string Source(string name) => $"{path}, array '{name}'";
}
