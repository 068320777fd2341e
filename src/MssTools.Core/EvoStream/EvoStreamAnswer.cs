using System.Text.Json;
using System.Text.Json.Nodes;

namespace MssTools.Core.EvoStream;

/// <summary>An answer of the media server: what it did, and what came of it. Members and their order are its own.</summary>
/// <param name="Description">What was done, or why it was not, in words.</param>
/// <param name="Data">What came of it; null: nothing.</param>
internal sealed record EvoStreamAnswer(string Description, JsonNode? Data = null)
{
    /// <summary>False where it was not done.</summary>
    public bool IsSuccess { get; init; } = true;

    /// <summary>The commandId that the command had; empty: none.</summary>
    public string ResponseId { get; init; } = "";

    /// <summary>The body of the answer.</summary>
    public byte[] Write()
    {
        var answer = new JsonObject { ["data"] = Data, ["description"] = Description };
        if (ResponseId.Length > 0)
        {
            answer["responseId"] = ResponseId;
        }

        answer["status"] = IsSuccess ? "SUCCESS" : "FAIL";
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }
}
