using System.Collections;
using System.Reflection;

namespace MLSpec.Generators.Tests.Pipeline;

/// <summary>Everything that an object keeps alive, by reflection over its fields.</summary>
internal static class ObjectGraph
{
    public static void Visit(object root, Action<object> visit)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<object>([root]);
        while (pending.TryPop(out var part))
        {
            if (!seen.Add(part))
                continue;
            visit(part);
            foreach (var next in Parts(part).Where(next => next is not null and not Type and not Delegate and not MemberInfo))
                pending.Push(next!);
        }
    }

    private static IEnumerable<object?> Parts(object part) => part switch
    {
        string => [],
        Array array => array.Cast<object?>(),
        _ when part.GetType() is { IsPrimitive: true } or { IsEnum: true } => [],
        IEnumerable items and not IEquatable<object> when part.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true => items.Cast<object?>(),
        _ => Fields(part.GetType()).Select(field => field.GetValue(part)),
    };

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
