using System.Reflection;
using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Text;
using MLSpec.Runtime.Nn;
using MLSpec.Runtime.Random;
using MLSpec.Runtime.Schedules;
using TorchSharp;
using Type = MLSpec.Dsl.Types.Type;

namespace MLSpec.Generators.Tests;

/// <summary>
/// Every extern of the prelude names what implements it: a member of the compiler (<c>Language.</c>) or a public member of the runtime whose parameters fit. Rows, which the language
/// takes last, are the receiver in C#; a record's fields are named arguments; tensor functions have a twin on numbers.
/// </summary>
public sealed class PreludeMembersTests
{
    private static readonly Assembly _runtime = typeof(Elementwise).Assembly;

    public static TheoryData<string, string> Externs()
    {
        var data = new TheoryData<string, string>();
        foreach (var (module, declaration) in All())
            data.Add(module.Source.Path, declaration.Symbol.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Externs))]
    public void A_prelude_member_exists_and_fits(string file, string name)
    {
        var declaration = All().First(e => e.Module.Source.Path == file && e.Extern.Symbol.Name == name).Extern;
        var member = declaration.Member!;
        if (member.StartsWith("Language.", StringComparison.Ordinal))
        {
            Assert.Contains(member, MLSpec.Dsl.Lowering.Intrinsics.Members);
            return;
        }

        var found = Find(member);
        Assert.True(found.Count > 0, $"MLSpec.Runtime.{member} does not exist.");
        if (found[0] is not MethodInfo)
            return;
        var arguments = Arguments(declaration.Symbol.Scheme.Body).ToList();
        Assert.True(
            found.Cast<MethodInfo>().Any(method => Fits(method, arguments)),
            $"No overload of MLSpec.Runtime.{member} takes {declaration.Symbol.Scheme.Body}; there are: {string.Join("; ", found)}");
    }

    [Fact]
    public void Every_member_of_the_compiler_is_in_the_prelude() => Assert.Equal(
        MLSpec.Dsl.Lowering.Intrinsics.Members,
        All().Select(e => e.Extern.Member!).Where(m => m.StartsWith("Language.", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<(BoundModule Module, BoundExtern Extern)> All() =>
        CorePrelude.Modules.Concat(Library.Names.Select(n => Library.Find(n)!)).SelectMany(m => m.Declarations.OfType<BoundExtern>().Select(d => (m, d)));

    private static List<MemberInfo> Find(string member)
    {
        var dot = member.LastIndexOf('.');
        var type = _runtime.GetTypes().FirstOrDefault(t => t.IsPublic && t.FullName!.Split('`')[0] == "MLSpec.Runtime." + member[..dot]);
        return type?.GetMember(member[(dot + 1)..], BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).ToList() ?? [];
    }

    private static IEnumerable<Type> Arguments(Type type)
    {
        for (; type is FunctionType function; type = function.Result)
            yield return function.Parameter;
    }

    /// <summary>Whether the method's parameters take the arguments; what generated code adds by itself (the tensors that an optimiser moves, random numbers, the view that is filled) may stand around them.</summary>
    private static bool Fits(MethodInfo method, IReadOnlyList<Type> arguments)
    {
        var parameters = method.GetParameters().ToList();
        if (arguments.Count > 0 && arguments[^1] is AppliedType { Constructor: "data" or "rows" })
        {
            arguments = [arguments[^1], .. arguments.Take(arguments.Count - 1)];
            parameters = [.. parameters];
        }

        var wanted = arguments.Where(a => a is not DimensionType || parameters.Any(p => p.ParameterType == typeof(long) || p.ParameterType == typeof(int))).ToList();
        var records = wanted.OfType<RecordType>().SelectMany(r => r.Fields).ToList();
        if (records.Any(f => !parameters.Any(p => p.Name == CSharpName.Camel(f.Name) && Takes(p.ParameterType, f.Type))))
            return false;
        var own = parameters
            .Where(p => p.ParameterType != typeof(RandomStream) && p.ParameterType != typeof(FlatParameters) && !(p.ParameterType == typeof(torch.Tensor) && (records.Count > 0 || method.DeclaringType == typeof(Initial))))
            .Where(p => !records.Any(f => CSharpName.Camel(f.Name) == p.Name))
            .ToList();
        var plain = wanted.Where(a => a is not RecordType).ToList();
        return own.Count(p => !p.HasDefaultValue) <= plain.Count && plain.Count <= own.Count && plain.Zip(own).All(pair => Takes(pair.Second.ParameterType, pair.First));
    }

    private static bool Takes(System.Type parameter, Type type) => type switch
    {
        FloatType or VariableType => parameter == typeof(torch.Tensor) || parameter == typeof(double),
        IntType or DimensionType => parameter == typeof(int) || parameter == typeof(long) || parameter == typeof(double),
        ClassType => parameter == typeof(torch.Tensor),
        ArrayType { Element: TextType } => parameter.IsArray || parameter.IsGenericType,
        ArrayType => parameter == typeof(torch.Tensor),
        TextType => parameter == typeof(string),
        BoolType => parameter == typeof(bool),
        ScheduleType => parameter == typeof(Schedule),
        FunctionType => typeof(Delegate).IsAssignableFrom(parameter),
        AppliedType { Constructor: "data" or "rows" } => parameter.IsGenericParameter || parameter.IsGenericType,
        _ => false,
    };
}
