namespace MssTools;

/// <summary>What an <see cref="IAuthorizer{TRequest}"/> says.</summary>
/// <param name="Admission">Whether the one who asks may in.</param>
/// <param name="Name">The local stream that a publisher becomes; null: the one of its stream key.</param>
/// <param name="Complaint">What is wrong with the authorizer, for the one who wrote it and nobody else; null: nothing.</param>
public readonly record struct Verdict(Admission Admission, string? Name = null, string? Complaint = null)
{
    /// <summary>May in.</summary>
    public static Verdict Allowed { get; } = new(Admission.Allowed);

    /// <summary>May not.</summary>
    public static Verdict Refused { get; } = new(Admission.Refused);
}
