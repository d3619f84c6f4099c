using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>One simulation's memory, an mjData. It keeps its model alive.</summary>
internal sealed class MuJoCoData : SafeHandle
{
    private readonly MuJoCoLibrary _library;
    private readonly MuJoCoModel _model;

    public MuJoCoData(MuJoCoLibrary library, MuJoCoModel model) : base(0, ownsHandle: true)
    {
        (_library, _model) = (library, model);
        var isAdded = false;
        model.DangerousAddRef(ref isAdded);
        SetHandle(library.MakeData(model.DangerousGetHandle()));
    }

    public nint Address => handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _library.DeleteData(handle);
        _model.DangerousRelease();
        return true;
    }
}
