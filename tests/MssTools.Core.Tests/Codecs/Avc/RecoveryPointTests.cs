using CsCheck;
using MssTools.Core.Codecs.Avc;
using Xunit;

namespace MssTools.Core.Tests.Codecs.Avc;

public class RecoveryPointTests
{
    [Theory]
    [InlineData("06" + "0601c4" + "80", true)]
    [InlineData("06" + "0003010203" + "0601c4" + "80", true)]              // behind a buffering period
    [InlineData("06" + "05ff02" + "LONG" + "0601c4" + "80", true)]         // behind user data of 257 bytes
    [InlineData("06" + "0102000003000106" + "80", false)]                  // a picture timing that has a 6 in it
    [InlineData("06" + "ff0601c4" + "80", false)]                          // type 261
    [InlineData("06" + "0530" + "0601c4" + "80", false)]                   // longer than the NAL unit
    [InlineData("06", false)]
    public void IsIn_Messages_FindsTheOneOfItsType(string nalUnit, bool found)
    {
        string bytes = nalUnit.Replace("LONG", string.Concat(Enumerable.Repeat("aa", 257)), StringComparison.Ordinal);

        Assert.Equal(found, RecoveryPoint.IsIn(Convert.FromHexString(bytes)));
    }

    [Fact]
    public void IsIn_AnyBytes_NeverFails() => Gen.Byte.Array[1, 40].Sample(bytes => RecoveryPoint.IsIn(bytes) || true);
}
