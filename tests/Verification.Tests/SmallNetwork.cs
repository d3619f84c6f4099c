using System.Globalization;
using System.Text;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Verification.Tests;

/// <summary>A random ReLU network that is small enough to know everything about it.</summary>
internal sealed class SmallNetwork
{
    private readonly List<(double[,] Weights, double[] Biases)> _layers = [];
    private readonly int[] _widths;

    public SmallNetwork(int seed, params int[] widths)
    {
        _widths = widths;
        var random = new System.Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        for (var k = 1; k < widths.Length; k++)
        {
            var (weights, biases) = (new double[widths[k], widths[k - 1]], new double[widths[k]]);
            for (var i = 0; i < widths[k]; i++)
            {
                biases[i] = 0.5f * Normal();
                for (var j = 0; j < widths[k - 1]; j++)
                    weights[i, j] = Normal();
            }

            _layers.Add((weights, biases));
        }
    }

    public int Inputs => _widths[0];

    public int Outputs => _widths[^1];

    public Network ToNetwork()
    {
        var model = new ModelBuilder(1, Inputs);
        var last = "X";
        for (var k = 0; k < _layers.Count; k++)
        {
            var (weights, biases) = _layers[k];
            model.Weight($"W{k}", [.. weights.Cast<double>().Select(w => (float)w)], weights.GetLength(0), weights.GetLength(1))
                .Weight($"b{k}", [.. biases.Select(b => (float)b)], biases.Length)
                .Node("Gemm", $"z{k}", [last, $"W{k}", $"b{k}"], ("transB", 1));
            last = $"z{k}";
            if (k < _layers.Count - 1)
                model.Node("Relu", last = $"h{k}", [$"z{k}"]);
        }

        return model.Read();
    }

    public double[] Answer(double[] x)
    {
        for (var k = 0; k < _layers.Count; k++)
        {
            var (weights, biases) = _layers[k];
            x = [.. biases.Select((b, i) => b + x.Select((v, j) => weights[i, j] * v).Sum())];
            if (k < _layers.Count - 1)
                x = [.. x.Select(v => Math.Max(v, 0))];
        }

        return x;
    }

    /// <summary>
    /// The smallest, over a box [-1, 1]^n, of the largest of some combinations of the outputs: exact, by a linear program for every
    /// pattern of active units, solved at every vertex.
    /// </summary>
    public double SmallestLargest(IReadOnlyList<double[]> rows)
    {
        var units = _widths[1..^1].Sum();
        var best = double.PositiveInfinity;
        for (var pattern = 0; pattern < 1 << units; pattern++)
            best = Math.Min(best, SmallestLargest(rows, pattern));
        return best;
    }

    /// <summary>The property that the outputs fulfil all rows, each at most the limit, in any of the cases.</summary>
    public Property Unsafe(IEnumerable<IEnumerable<double[]>> cases, double limit)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Inputs; i++)
            text.Append(CultureInfo.InvariantCulture, $"(declare-const X_{i} Real)(assert (<= X_{i} 1.0))(assert (>= X_{i} -1.0))\n");
        for (var j = 0; j < Outputs; j++)
            text.Append(CultureInfo.InvariantCulture, $"(declare-const Y_{j} Real)\n");
        string Row(double[] r) => FormattableString.Invariant(
            $"(<= (+ {string.Join(" ", r.Select((f, j) => FormattableString.Invariant($"(* {f:R} Y_{j})")))}) {limit:R})");
        var disjuncts = cases.Select(c => $"(and {string.Join(" ", c.Select(Row))})");
        text.Append(CultureInfo.InvariantCulture, $"(assert (or {string.Join("\n", disjuncts)}))");
        return VnnLibReader.Read(text.ToString(), "p.vnnlib");
    }

    /// <summary>Minimise t over (x, t) where the pattern's units are on their sides and every row is at most t.</summary>
    private double SmallestLargest(IReadOnlyList<double[]> rows, int pattern)
    {
        // A half-space a . (x, t) <= b is stored as (a, b).
        var spaces = new List<double[]>();
        for (var i = 0; i < Inputs; i++)
        {
            foreach (var sign in new[] { 1, -1 })
            {
                var space = new double[Inputs + 2];
                (space[i], space[^1]) = (sign, 1);
                spaces.Add(space);
            }
        }

        // Each unit as an affine function (slopes, offset) of x.
        var values = Enumerable.Range(0, Inputs)
            .Select(i => Enumerable.Range(0, Inputs + 1).Select(j => i == j ? 1.0 : 0).ToArray())
            .ToArray();
        var bit = 0;
        for (var k = 0; k < _layers.Count; k++)
        {
            var (weights, biases) = _layers[k];
            values = [.. biases.Select((b, i) => Enumerable.Range(0, Inputs + 1)
                .Select(j => values.Select((v, u) => weights[i, u] * v[j]).Sum() + (j == Inputs ? b : 0)).ToArray())];
            if (k == _layers.Count - 1)
                break;
            foreach (var value in values)
            {
                var isActive = ((pattern >> bit++) & 1) == 1;
                spaces.Add([.. value[..Inputs].Select(s => isActive ? -s : s), 0, isActive ? value[Inputs] : -value[Inputs]]);
                if (!isActive)
                    Array.Clear(value);
            }
        }

        foreach (var row in rows)
        {
            double Sum(int i) => values.Select((v, u) => row[u] * v[i]).Sum();
            spaces.Add([.. Enumerable.Range(0, Inputs).Select(Sum), -1, -Sum(Inputs)]);
        }

        return Vertices(spaces, Inputs + 1).Select(v => v[Inputs]).DefaultIfEmpty(double.PositiveInfinity).Min();
    }

    private static IEnumerable<double[]> Vertices(List<double[]> spaces, int dimension)
    {
        foreach (var chosen in Choices(spaces.Count, dimension))
        {
            if (Solve([.. chosen.Select(i => spaces[i])], dimension) is { } vertex
                && spaces.All(s => Enumerable.Range(0, dimension).Sum(j => s[j] * vertex[j]) <= s[dimension] + 1e-9))
                yield return vertex;
        }
    }

    private static IEnumerable<int[]> Choices(int count, int size)
    {
        var chosen = Enumerable.Range(0, size).ToArray();
        while (true)
        {
            yield return chosen;
            var i = size - 1;
            while (i >= 0 && chosen[i] == count - size + i)
                i--;
            if (i < 0)
                yield break;
            chosen[i]++;
            for (var j = i + 1; j < size; j++)
                chosen[j] = chosen[j - 1] + 1;
        }
    }

    private static double[]? Solve(double[][] equations, int n)
    {
        var a = equations.Select(e => (double[])e.Clone()).ToArray();
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(a[r][column]));
            if (Math.Abs(a[pivot][column]) < 1e-9)
                return null;
            (a[column], a[pivot]) = (a[pivot], a[column]);
            for (var r = 0; r < n; r++)
            {
                if (r == column)
                    continue;
                var factor = a[r][column] / a[column][column];
                for (var j = column; j <= n; j++)
                    a[r][j] -= factor * a[column][j];
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i][n] / a[i][i])];
    }
}
