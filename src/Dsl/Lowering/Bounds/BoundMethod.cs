using MLSpec.Dsl.Lowering.Ir;

namespace MLSpec.Dsl.Lowering.Bounds;

/// <summary>How a certified bound is computed; each is sound, later ones are tighter and slower.</summary>
public abstract record BoundMethod;

/// <summary>
/// Interval arithmetic, layer by layer. S. Gowal et al., "On the effectiveness of interval bound propagation for training verifiably
/// robust models", arXiv 1810.12715 (2018).
/// </summary>
public sealed record IntervalMethod : BoundMethod;

/// <summary>
/// Backward propagation of linear bounds. H. Zhang, T.-W. Weng, P.-Y. Chen, C.-J. Hsieh, L. Daniel, "Efficient neural network robustness
/// certification with general activation functions", NeurIPS 2018.
/// </summary>
public sealed record CrownMethod : BoundMethod;

/// <summary>
/// CROWN whose free slopes are optimised. K. Xu et al., "Fast and complete: enabling complete neural network verification with rapid and
/// massively parallel incomplete verifiers", ICLR 2021.
/// </summary>
/// <param name="Steps">A host integer, at least 1.</param>
public sealed record AlphaCrownMethod(Node Steps) : BoundMethod;

/// <summary>
/// CROWN with the offsets of the semidefinite relaxation over l2 balls, and its multipliers optimised. H.-M. Chiu, H. Chen, H. Zhang,
/// R. Y. Zhang, "SDP-CROWN: efficient bound propagation for neural network verification with tightness of semidefinite programming",
/// ICML 2025.
/// </summary>
/// <param name="Steps">A host integer, at least 1.</param>
public sealed record SdpCrownMethod(Node Steps) : BoundMethod;
