using System.Runtime.InteropServices;

namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>
/// MuJoCo's native library, loaded once, and the few of its functions that are needed: those whose signatures are the same from 2.2 to 3.x.
/// Structures are read at places that were measured, see <see cref="MuJoCoLayout"/>.
/// </summary>
internal sealed unsafe class MuJoCoLibrary
{
    private const int _oldest = 220;
    private const int _messageLength = 1024;
    private static readonly Lazy<MuJoCoLibrary> _loaded = new(() => new(MuJoCoFinder.Find()));
    private static string? _lastWarning;

    private readonly delegate* unmanaged[Cdecl]<byte*, void*, byte*, int, nint> _loadXml;
    private readonly delegate* unmanaged[Cdecl]<nint, nint> _makeData;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _deleteModel;
    private readonly delegate* unmanaged[Cdecl]<nint, void> _deleteData;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, void> _resetData;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, int, void> _resetToKeyframe;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, void> _step;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, void> _forward;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, void> _setConstants;
    private readonly delegate* unmanaged[Cdecl]<nint, int, byte*, int> _nameToId;
    private readonly Lock _compiler = new();

    private MuJoCoLibrary(string path)
    {
        Path = path;
        var handle = Open(path);
        var version = ((delegate* unmanaged[Cdecl]<int>)Export(handle, "mj_version"))();
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)Export(handle, "mj_versionString"))()) ?? "";
        if (version < _oldest)
            throw new UserError($"'{path}' is MuJoCo {Version}: version 2.2 or newer is needed. {MuJoCoFinder.Advice}");
        _loadXml = (delegate* unmanaged[Cdecl]<byte*, void*, byte*, int, nint>)Export(handle, "mj_loadXML");
        _makeData = (delegate* unmanaged[Cdecl]<nint, nint>)Export(handle, "mj_makeData");
        _deleteModel = (delegate* unmanaged[Cdecl]<nint, void>)Export(handle, "mj_deleteModel");
        _deleteData = (delegate* unmanaged[Cdecl]<nint, void>)Export(handle, "mj_deleteData");
        _resetData = (delegate* unmanaged[Cdecl]<nint, nint, void>)Export(handle, "mj_resetData");
        _resetToKeyframe = (delegate* unmanaged[Cdecl]<nint, nint, int, void>)Export(handle, "mj_resetDataKeyframe");
        _step = (delegate* unmanaged[Cdecl]<nint, nint, void>)Export(handle, "mj_step");
        _forward = (delegate* unmanaged[Cdecl]<nint, nint, void>)Export(handle, "mj_forward");
        _setConstants = (delegate* unmanaged[Cdecl]<nint, nint, void>)Export(handle, "mj_setConst");
        _nameToId = (delegate* unmanaged[Cdecl]<nint, int, byte*, int>)Export(handle, "mj_name2id");
        *(delegate* unmanaged[Cdecl]<byte*, void>*)Export(handle, "mju_user_warning") = &Remember;
        *(delegate* unmanaged[Cdecl]<byte*, void>*)Export(handle, "mju_user_error") = &Stop;
        Layout = MuJoCoProbe.Measure(this, Export(handle, "mju_user_malloc"), Export(handle, "mju_user_free"));
    }

    /// <summary>
    /// The library of this process. Throws <see cref="UserError"/>, with what to install, when there is none or it is not usable.
    /// </summary>
    public static MuJoCoLibrary Loaded => _loaded.Value;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>As the library states it, for example "2.2.2".</summary>
    public string Version { get; }

    /// <summary>Where its structures keep what.</summary>
    public MuJoCoLayout Layout { get; }

    /// <summary>What MuJoCo warned of last, on any thread. Its own handler would write a file into the working directory.</summary>
    public static string LastWarning => _lastWarning ?? "no reason given";

    /// <summary>A compiled model, or 0 and MuJoCo's reason.</summary>
    public nint Compile(string mjcf, out string reason)
    {
        var folder = Directory.CreateTempSubdirectory("mlspec-");
        try
        {
            var file = System.IO.Path.Combine(folder.FullName, "body.xml");
            File.WriteAllText(file, mjcf);
            var message = stackalloc byte[_messageLength];
            message[0] = 0;
            nint model;
            fixed (byte* name = Terminated(file))
                lock (_compiler)
                    model = _loadXml(name, null, message, _messageLength);
            var words = (Marshal.PtrToStringUTF8((nint)message) ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            reason = string.Join(' ', words);
            return model;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void DeleteModel(nint model) => _deleteModel(model);

    public nint MakeData(nint model) => _makeData(model);

    public void DeleteData(nint data) => _deleteData(data);

    /// <summary>The rest pose at time 0.</summary>
    public void Reset(nint model, nint data) => _resetData(model, data);

    public void ResetToKeyframe(nint model, nint data, int key) => _resetToKeyframe(model, data, key);

    /// <summary>One time step.</summary>
    public void Step(nint model, nint data) => _step(model, data);

    /// <summary>Everything that follows from the present state, sensors among it, without a step.</summary>
    public void Forward(nint model, nint data) => _forward(model, data);

    /// <summary>After a change of masses: everything in the model that is derived from them.</summary>
    public void SetConstants(nint model, nint data) => _setConstants(model, data);

    /// <summary>The number of the object of this name, or -1.</summary>
    public int IdOf(nint model, MuJoCoObject kind, string name)
    {
        fixed (byte* text = Terminated(name))
            return _nameToId(model, (int)kind, text);
    }

    private nint Export(nint handle, string name) => NativeLibrary.TryGetExport(handle, name, out var address)
        ? address
        : throw new UserError($"'{Path}' has no function {name}: it is not MuJoCo 2.2 to 3.x. {MuJoCoFinder.Advice}");

    private static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            throw new UserError($"Cannot load '{path}': {fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}. "
                + MuJoCoFinder.Advice, fault);
        }
    }

    private static byte[] Terminated(string text) => [.. System.Text.Encoding.UTF8.GetBytes(text), 0];

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Remember(byte* text) => _lastWarning = Marshal.PtrToStringUTF8((nint)text);

    /// <summary>
    /// MuJoCo cannot go on after such an error, and no exception can pass it. Its own handler would wait for a key to be pressed.
    /// </summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Stop(byte* text)
    {
        Console.Error.WriteLine($"error: MuJoCo cannot go on: {Marshal.PtrToStringUTF8((nint)text)}");
        System.Environment.Exit(2);
    }
}

/// <summary>Kinds of named objects, numbered as in MuJoCo's mjtObj.</summary>
internal enum MuJoCoObject
{
    Body = 1,
    Joint = 3,
}
