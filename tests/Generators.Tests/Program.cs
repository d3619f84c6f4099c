using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace MLSpec.Generators.Tests;

/// <summary>A compilation, compiled and loaded with its debugging information.</summary>
internal sealed class Program
{
    private readonly Assembly _assembly;

    private Program(Assembly assembly) => _assembly = assembly;

    public static Program Of(Compilation compilation)
    {
        using var code = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(code, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        (code.Position, symbols.Position) = (0, 0);
        return new Program(new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(code, symbols));
    }

    /// <summary>The exception that a public static method ends with.</summary>
    public Exception Throws(string type, string method, params object?[] arguments) =>
        Assert.Throws<TargetInvocationException>(() => _assembly.GetType(type, throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments)).InnerException!;
}
