using System.Text;

namespace MssTools.Bench.Hostile;

/// <summary>An attack over HTTP.</summary>
internal abstract class HttpAttack(Target target) : Attack(target)
{
    private const int LongestAnswer = 256 * 1024;

    /// <inheritdoc/>
    public override int Port => Target.Http;

    /// <summary>Sends text.</summary>
    protected static Task SendAsync(AttackSocket socket, string text) => socket.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Receives answers, whatever is in them, and gives them as text.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="count">How many answers.</param>
    /// <param name="hasBody">False for answers to HEAD.</param>
    protected async Task<string> HearAsync(AttackSocket socket, int count = 1, bool hasBody = true)
    {
        const string Start = "HTTP/1.1 ";
        byte[] buffer = new byte[16 * 1024];
        var answers = new StringBuilder();
        int heard = 0;
        int looked = 0;
        while (true)
        {
            answers.Append(Encoding.Latin1.GetString(buffer, 0, await socket.ReceiveAsync(buffer)));
            string text = answers.ToString();
            for (int at; heard < count && (at = text.IndexOf(Start, looked, StringComparison.Ordinal)) >= 0
                && text.Length >= at + Start.Length + 3; heard++)
            {
                looked = at + Start.Length;
                Note(text.Substring(looked, 3));
            }

            if (heard == count && IsWhole(text, looked, hasBody) || text.Length > LongestAnswer)
            {
                return text;
            }
        }
    }

    // The last answer is there as far as its Content-Length says; without one it has no body (or nobody waits for it).
    private static bool IsWhole(string text, int last, bool hasBody)
    {
        int end = text.IndexOf("\r\n\r\n", last, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        if (!hasBody)
        {
            return true;
        }

        string head = text[last..end];
        int field = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (field < 0)
        {
            return true;
        }

        string value = head[(field + "Content-Length: ".Length)..].Split('\r')[0];
        return !int.TryParse(value, out int length) || text.Length >= end + 4 + length;
    }

    private void Note(string status)
    {
        Tally.AddRequests(1);
        Tally.AddAnswer(status);
        if (status == "500")
        {
            Tally.Finding("an answer was 500");
        }
    }
}
