using System.Collections;
using System.Reflection;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Dsl.Tests.Syntax;

/// <summary>What holds for every tree, whatever the text.</summary>
internal static class TreeInvariants
{
    private static readonly Dictionary<Type, PropertyInfo[]> _children = [];

    public static void Check(SyntaxTree tree)
    {
        Assert.Equal(tree.Source.Content, SyntaxText.Reassemble(tree));
        Assert.Equal(TokenKind.EndOfFile, tree.Tokens[^1].Kind);
        foreach (var diagnostic in tree.Diagnostics)
        {
            Assert.InRange(diagnostic.Span.Start, 0, tree.Source.Content.Length);
            Assert.InRange(diagnostic.Span.End, diagnostic.Span.Start, tree.Source.Content.Length);
        }

        var end = 0;
        foreach (var declaration in tree.Declarations)
        {
            Assert.True(declaration.Span.Start >= end, "declarations overlap");
            end = declaration.Span.End;
            CheckNested(declaration);
        }

        if (!tree.Diagnostics.Any(d => d.IsError))
            Assert.DoesNotContain(tree.Declarations, d => d is BrokenDeclaration);
    }

    /// <summary>Children lie within their parents.</summary>
    private static void CheckNested(SyntaxNode node)
    {
        foreach (var child in Children(node))
        {
            Assert.True(
                child.Span.Start >= node.Span.Start && child.Span.End <= node.Span.End,
                $"{child.GetType().Name} {child.Span} is not inside {node.GetType().Name} {node.Span}");
            CheckNested(child);
        }
    }

    public static IEnumerable<SyntaxNode> Children(SyntaxNode node)
    {
        if (!_children.TryGetValue(node.GetType(), out var properties))
            _children[node.GetType()] = properties =
                [.. node.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.Name != "EqualityContract")];
        foreach (var property in properties)
        {
            switch (property.GetValue(node))
            {
                case SyntaxNode child:
                    yield return child;
                    break;
                case IEnumerable items and not string:
                    foreach (var item in items.OfType<SyntaxNode>())
                        yield return item;
                    break;
            }
        }
    }
}
