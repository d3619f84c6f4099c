using MLSpec.Runtime.Control.MuJoCo;

namespace MLSpec.Runtime.Tests.Control.MuJoCo;

/// <summary>A test that needs MuJoCo; where it is not installed it is reported as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MuJoCoFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> _missing = new(() =>
    {
        try
        {
            MuJoCoFinder.Find();
            return null;
        }
        catch (UserError error)
        {
            return error.Message;
        }
    });

    public MuJoCoFactAttribute() => Skip = _missing.Value;
}
