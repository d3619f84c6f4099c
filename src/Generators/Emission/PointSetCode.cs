using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>The set that a search stays in, as a value of the runtime.</summary>
internal static class PointSetCode
{
    /// <param name="code">The code of the set's nodes.</param>
    /// <param name="signature">What tells the size and the place of points that no node of the set has.</param>
    public static string Of(PointSet set, Node variable, Func<Node, Code> code, MethodSignature signature)
    {
        string Aligned(Node node) => Alignment.Align(code(node), node, variable.Axes, variable.Shape.Length).Text;
        return set switch
        {
            NormBall ball => $"new {Name(ball.Norm)}Ball({Aligned(ball.Center)}, {Aligned(ball.Radius)}, {Rank(variable)})",
            Box { Low.IsHost: true, High.IsHost: true } box => $"new BoxSet({code(box.Low)}, {code(box.High)}, {signature.ShapeOf(variable)}, {signature.Device})",
            Box box => $"new BoxSet({Aligned(box.Low)}, {Aligned(box.High)})",
            TransportBall transport =>
                $"new TransportBall({Aligned(transport.Center)}, {Aligned(transport.Radius)}, {Rank(variable)}, {Alignment.Number(Alignment.DimensionOf(variable, transport.Axis))})",
            BallInBox both => $"{Of(both.Ball, variable, code, signature)}.Within({Aligned(both.Box.Low)}, {Aligned(both.Box.High)})",
            _ => throw new InvalidOperationException("A set of no known kind."),
        };
    }

    /// <summary>A single step starts from the centre, several from a random point, restarts from both.</summary>
    public static bool StartsAtRandom(SearchMethod method) => method switch
    {
        ProjectedGradientMethod projected => projected.Steps.Operation is not NumberOperation { Value: { IsInteger: true, Digits.IsOne: true } },
        RestartedGradientMethod => true,
        _ => false,
    };

    private static string Name(Norm norm) => norm.ToString();

    private static string Rank(Node variable) => CSharpText.Number(variable.Shape.Length);
}
