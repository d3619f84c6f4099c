using MLSpec.Dsl.Lowering;
using Snapshooter.Xunit;

namespace MLSpec.Dsl.Tests.Lowering;

public class RobustDigitsTests
{
    [Fact]
    public void Lowered_as_printed()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "examples", "RobustDigits", "RobustDigits.mlspec"));
        Snapshot.Match(IrPrinter.Print(Specs.LowerWithoutErrors(text)));
    }
}
