using System.Globalization;
using MLSpec.Dsl.Lowering.Ir.Operations;

namespace MLSpec.Cli;

/// <summary>The options of <c>mlspec verify</c> as they were given.</summary>
internal sealed record VerifyRequest(
    string? Onnx, string? VnnLib, string? Norm, string? Center, string? Eps, string? Label, string? Method, string? Timeout, string? Out,
    string? Export, string? Set)
{
    /// <summary>A number that is not negative.</summary>
    public static double Number(string option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1e9
            ? number
            : throw new UsageError($"{option} {text} is no number from 0 to 1e9");

    /// <summary>The ball that is to be certified; null where none of its options is given.</summary>
    public BallRequest? BallOrNull() => (Norm ?? Center ?? Eps ?? Label) is null ? null : new(
        Given("--norm", Norm) switch
        {
            "2" => Dsl.Lowering.Ir.Operations.Norm.L2,
            "1" => Dsl.Lowering.Ir.Operations.Norm.L1,
            "inf" => Dsl.Lowering.Ir.Operations.Norm.LInfinity,
            _ => throw new UsageError($"there is no norm `{Norm}`; there are: 2, 1, inf"),
        },
        Given("--center", Center),
        Number("--eps", Given("--eps", Eps)),
        Index("--label", Label));

    public static int Index(string option, string? text) =>
        int.TryParse(Given(option, text), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new UsageError($"{option} {text} is no output, counted from 0");

    public static string Given(string option, string? value) =>
        value ?? throw new UsageError($"{option} is missing; see mlspec verify --help");
}

/// <param name="Center">The file of the centre.</param>
internal sealed record BallRequest(Norm Norm, string Center, double Radius, int Label);
