package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** Bytes are forced to the medium while others come in. */
class ForcingTest {

  @Test
  void whatFailsMeanwhileIsToldToWhoeverWaits() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      FileChannel channel =
          FileChannel.open(
              memory.getPath("/file"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Forcing.begin(channel).await();
      channel.close();

      Forcing failing = Forcing.begin(channel);

      assertThatThrownBy(failing::await)
          .isInstanceOf(IOException.class)
          .hasRootCauseInstanceOf(ClosedChannelException.class);
    }
  }
}
