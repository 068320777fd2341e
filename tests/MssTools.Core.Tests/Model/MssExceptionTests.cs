using Xunit;

namespace MssTools.Core.Tests.Model;

public class MssExceptionTests
{
    [Theory]
    [InlineData("the server answers \u001b[2J404\r\n", "the server answers ?[2J404\n")]
    [InlineData("a\u0000\t\u0085b", "a???b")]
    [InlineData("'/straße/ü.mp4' ist kein Ordner – 好", "'/straße/ü.mp4' ist kein Ordner – 好")]
    public void Message_ControlCharactersButLineEnds_AreReplaced(string said, string expected) =>
        Assert.Equal(expected, new MssException(MssError.SourceFailed, said).Message);

    [Fact]
    public void Message_CutWithinACharacter_LeavesNoHalfOfIt()
    {
        string message = new MssException(MssError.SourceFailed, new string('x', 1998) + "\ud83d\ude00xx").Message;

        Assert.Equal(new string('x', 1998) + "…", message);
    }

    [Theory]
    [InlineData(2000, 2000, 'x')]
    [InlineData(2001, 2000, '…')]
    [InlineData(100_000, 2000, '…')]
    public void Message_Long_IsCutAtItsLimit(int length, int expected, char last)
    {
        string message = new MssException(MssError.SourceFailed, new string('x', length)).Message;

        Assert.Equal((expected, last), (message.Length, message[^1]));
    }
}
